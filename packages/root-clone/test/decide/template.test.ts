import fc from 'fast-check';
import t from 'tap';
import { entryWithId, machineIdIn, machineIdOfClone, withNewId } from '../../src/decide/template.ts';

const old = '0123456789abcdef0123456789abcdef';
const id = { old, fresh: 'fedcba98765443210fedcba987654321'.slice(0, 32) };

t.test('the machine id in a text', async (t) => {
  const cases: [text: string, id: string | null][] = [
    [`${old}\n`, old],
    [old.toUpperCase(), old],
    ['uninitialized\n', null],
    ['', null],
    [`${old}0\n`, null],
    [`${old.slice(1)}\n`, null],
  ];
  for (const [text, wanted] of cases) t.equal(machineIdIn(text), wanted, text);
});

t.test('the machine id of a clone is steady, its own, and has the form of a random one', async (t) => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      const made = machineIdOfClone(old, one);
      t.equal(machineIdIn(made), made);
      t.match(made, /^.{12}4.{3}[89ab]/);
      t.equal(machineIdOfClone(old, one), made);
      t.equal(machineIdOfClone(old, other) === made, one === other);
      t.not(made, old);
    }),
  );
});

t.test('the new id stands where the old one stood as a word', async (t) => {
  const cases: [text: string, wanted: string][] = [
    [`linux /${old}/1/linux`, `linux /${id.fresh}/1/linux`],
    [`${old}-1.conf`, `${id.fresh}-1.conf`],
    [`default ${old.toUpperCase()}-*`, `default ${id.fresh}-*`],
    [`a${old}`, `a${old}`],
    [`${old}0`, `${old}0`],
    ['', ''],
  ];
  for (const [text, wanted] of cases) t.equal(withNewId(text, id), wanted);
});

t.test('an entry names the id for the first boot, once', async (t) => {
  const cases: [text: string, wanted: string][] = [
    ['title A\n', `title A\noptions systemd.machine_id=${id.fresh}\n`],
    ['title A', `title A\noptions systemd.machine_id=${id.fresh}\n`],
    ['', `options systemd.machine_id=${id.fresh}\n`],
    [`options a systemd.machine_id=${old} b\n`, `options a systemd.machine_id=${id.fresh} b\n`],
  ];
  for (const [text, wanted] of cases) {
    t.equal(entryWithId(text, id), wanted);
    t.equal(entryWithId(wanted, id), wanted, 'twice is once');
  }
});
