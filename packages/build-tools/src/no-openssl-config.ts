/**
 * Has Node read no configuration of OpenSSL, of which nothing is needed: what is named there is loaded into the process, and a fault
 * in it stops a command. The file is one that nobody can make, in the kernel's own file system; /dev/null is at times a regular file,
 * which anybody may write.
 */
export const noOpensslConfig = '--openssl-config=/proc/no-openssl.cnf';
