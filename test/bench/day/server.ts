import {
  away,
  back,
  backup,
  growing,
  growingAside,
  idleUnmount,
  listing,
  rotating,
  saving,
} from './daily-life.ts';
import { at, every, type Scenario } from './day.ts';
import { byDpkg, byKernelInstall, newSeed, removal } from './kernel-updates.ts';
import type { Machine } from './machine.ts';

const esp = (machine: Machine) => machine.esp;
const data = (machine: Machine) => machine.data;
const idle = (volume: (machine: Machine) => Machine['data'], from: string, to: string) =>
  idleUnmount(volume, [from, to]).map(({ time, act }) => at(time, act));

/** A server with Debian, that works around the clock. Its ESP and a disk with an archive are automounts. */
export const server: Scenario = {
  name: 'server',
  trees: [
    { source: '/srv/', name: 'srv', exclude: ['/log'] },
    { source: '/etc/', name: 'etc', exclude: [] },
    { source: '/archive/', name: 'archive', exclude: [] },
  ],
  dataPlace: 'archive',
  lists: [
    [
      ...idle(esp, '00:20', '01:30'),
      at('02:00', backup),
      ...idle(data, '03:00', '03:45'),
      at('04:30', byDpkg('6.1.10', 3)),
      at('06:00', newSeed),
      at('06:30', listing),
      ...idle(esp, '07:00', '08:30'),
      ...idle(data, '09:00', '09:45'),
      at('11:00', away('esp')),
      at('11:15', removal('6.1.0')),
      at('12:30', back('esp')),
      at('15:00', byKernelInstall('6.1.11', 4)),
      at('17:00', away('trees')),
      at('17:20', saving('/etc/', 'etc/d1/e1/passwd')),
      at('18:30', back('trees')),
      at('20:00', saving('/archive/', 'archive/d2/e2/new')),
      ...idle(esp, '21:30', '22:00'),
      ...idle(data, '22:30', '23:00'),
    ],
    [
      ...every(40, '00:10', '23:30', growing('/srv/', 'srv/app/requests.log')),
      at('03:05', rotating('/srv/', 'srv/app/requests.log')),
      ...every(90, '08:00', '20:00', saving('/etc/', 'etc/d0/e0/managed')),
    ],
    [...every(3, '00:01', '23:50', growingAside('srv/log/access.log'))],
  ],
};
