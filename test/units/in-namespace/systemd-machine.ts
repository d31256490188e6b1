import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { until } from '../../fixtures/tree-machine.ts';
import { workspace } from '../../support/binaries.ts';

// What the machine of these tests leaves behind when its test is killed: nothing.

t.test('a machine ends with the process that started it, however that ends', async (t) => {
  const module = join(workspace, 'test/support/systemd-machine.ts');
  const start = `import { newSystemdRoot, startSystemd } from ${JSON.stringify(module)};
const root = newSystemdRoot();
const { must } = await startSystemd({ teardown() {} }, root);
process.stdout.write([root, await must('cat /proc/1/comm'), await must('id -u')].join(' '));
setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, [...process.execArgv, '--input-type=module', '--eval', start], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  const [said]: unknown[] = await once(child.stdout, 'data');
  const [root = '', ...answers] = String(said).split(' ');
  t.same(answers, ['systemd', '0']);
  const [, own = '/'] = /^0::(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8')) ?? [];
  const parent = join(dirname(root), 'cgroup', own);
  const group = join(parent, `twinroot-test-${child.pid}`);
  const init = readFileSync(join(group, 'init.scope/cgroup.procs'), 'utf8').trim();
  t.ok(existsSync(`/proc/${init}`), 'its first process, by its number outside');
  child.kill('SIGKILL');
  await until('its end', () => !existsSync(group));
  t.notOk(existsSync(`/proc/${init}`));
  t.notOk(readdirSync(parent).some((name) => name.endsWith(`-${child.pid}`)));
});
