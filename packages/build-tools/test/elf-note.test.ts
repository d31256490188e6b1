import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { withNote } from '../src/elf-note.ts';

const note = { name: 'EXAMPLE', bytes: Buffer.from('what is in it'), section: '.note.example' };
/** The node that npm installed, which is what a note is put into. */
const node = readFileSync(process.execPath);

t.test('a program with a note runs as it did, and the note is in its memory', async (t) => {
  const path = join(t.testdir(), 'node');
  writeFileSync(path, withNote(node, note));
  chmodSync(path, 0o755);
  const script = `
    const { openSync, readFileSync, readSync } = require('node:fs');
    const lines = readFileSync('/proc/self/maps', 'latin1').split('\\n').filter((line) => line.endsWith('/node'));
    const memory = openSync('/proc/self/mem');
    const found = lines.some((line) => {
      const [from, to] = line.split(' ')[0].split('-').map((text) => parseInt(text, 16));
      const bytes = Buffer.alloc(to - from);
      readSync(memory, bytes, 0, bytes.length, from);
      return bytes.includes('EXAMPLE\\0what is in it');
    });
    process.stdout.write(String(found));
  `;
  t.equal(execFileSync(path, ['-e', script], { encoding: 'utf8' }), 'true');
});

t.test('what it takes no note into is refused', async (t) => {
  const relocatable = Buffer.from(node);
  relocatable.writeUInt16LE(3, 16);
  const small = Buffer.from(node);
  small[4] = 1;
  const refused: readonly (readonly [what: string, bytes: Buffer])[] = [
    ['nothing', Buffer.alloc(0)],
    ['a script', Buffer.from('#!/bin/sh\n')],
    ['one that is relocatable as a whole', relocatable],
    ['one of 32 bits', small],
    ['one that has a note of ours already', withNote(node, note)],
  ];
  for (const [what, bytes] of refused) t.throws(() => withNote(bytes, note), /takes no note/, what);
});

t.test('the program that is given stays as it is', async (t) => {
  const before = Buffer.from(node);
  withNote(node, note);
  t.ok(node.equals(before));
});
