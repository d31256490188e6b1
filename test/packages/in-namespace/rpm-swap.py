# rpm-swap.py ROOT FILE NAME: installs a package and removes another in one transaction of rpm, as `dnf install --allowerasing` does. rpm's own
# program has no word for that.
import ctypes
import sys

root, file, name = (word.encode() for word in sys.argv[1:])
rpm, rpmio = ctypes.CDLL("librpm.so.9"), ctypes.CDLL("librpmio.so.9")
pointer = ctypes.c_void_p
for function in rpm.rpmtsCreate, rpmio.Fopen, rpm.rpmtsInitIterator, rpm.rpmdbNextIterator:
    function.restype = pointer


def must(status):
    if status != 0:
        sys.exit(f"rpm: {status}")


must(rpm.rpmReadConfigFiles(None, None))
transaction = pointer(rpm.rpmtsCreate())
must(rpm.rpmtsSetRootDir(transaction, root))
# No digests and signatures of headers: RPMVSF_MASK_NODIGESTS | RPMVSF_MASK_NOSIGNATURES.
rpm.rpmtsSetVSFlags(transaction, 0x0F0F00 | 0xF0000)
header = pointer()
opened = pointer(rpmio.Fopen(file, b"r.ufdio"))
must(rpm.rpmReadPackageFile(transaction, opened, b"rpm-swap", ctypes.byref(header)))
must(rpm.rpmtsAddInstallElement(transaction, header, ctypes.c_char_p(file), 1, None))
installed = pointer(rpm.rpmtsInitIterator(transaction, 2, name, 0))  # RPMDBI_NAME
must(rpm.rpmtsAddEraseElement(transaction, pointer(rpm.rpmdbNextIterator(installed)), -1))
rpm.rpmdbFreeIterator(installed)
must(rpm.rpmtsOrder(transaction))
rpm.rpmtsSetNotifyCallback(transaction, rpm.rpmShowProgress, None)
must(rpm.rpmtsRun(transaction, None, 0))
rpm.rpmtsFree(transaction)
