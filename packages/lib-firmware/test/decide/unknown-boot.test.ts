import t from 'tap';
import { unknownBoot } from '../../src/decide/unknown-boot.ts';

t.test('why nobody can tell', async (t) => {
  const booted = { kind: 'unknown', isBroken: false, why: 'BootCurrent is not set', warnings: [] } as const;
  t.match(unknownBoot(booted, null), { isAnswer: true, mayChange: false, reason: /BootCurrent is not set/ });
  t.match(unknownBoot({ ...booted, isBroken: true }, null), { isAnswer: false, mayChange: false });
  for (const missing of ['bios', 'container'] as const)
    t.match(unknownBoot(booted, missing), { isAnswer: true, mayChange: false }, missing);
  for (const missing of ['not-mounted', 'no-sysfs'] as const)
    t.match(unknownBoot(booted, missing), { isAnswer: true, mayChange: true }, missing);
});
