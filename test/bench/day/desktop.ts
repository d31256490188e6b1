import {
  away,
  back,
  backup,
  checkout,
  growing,
  growingAside,
  idleUnmount,
  listing,
  saving,
} from './daily-life.ts';
import { at, every, type Scenario } from './day.ts';
import { byBootctl, byKernelInstall, byPacman, inPlace, newSeed, removal } from './kernel-updates.ts';
import type { Machine } from './machine.ts';

const esp = (machine: Machine) => machine.esp;
const idle = (from: string, to: string) => idleUnmount(esp, [from, to]).map(({ time, act }) => at(time, act));

/** A desktop with Arch Linux, that is used from the morning to the night. Its ESP is an automount. */
export const desktop: Scenario = {
  name: 'desktop',
  trees: [
    { source: '/home/', name: 'home', exclude: ['/user/.cache', '/user/.local/state'] },
    { source: '/etc/', name: 'etc', exclude: [] },
  ],
  dataPlace: 'home',
  lists: [
    [
      ...idle('00:30', '02:00'),
      at('03:00', backup),
      ...idle('03:30', '05:00'),
      at('06:00', newSeed),
      at('07:00', listing),
      at('09:00', byPacman('6.7.1', 3)),
      ...idle('11:00', '11:45'),
      at('12:00', away('trees')),
      at('12:30', saving('/home/', 'home/d1/e1/letter')),
      at('13:30', back('trees')),
      at('14:30', inPlace(4)),
      at('16:00', away('esp')),
      at('16:15', byBootctl('2')),
      at('17:15', back('esp')),
      at('19:00', byKernelInstall('6.7.2', 5)),
      at('20:30', removal('6.1.0')),
      at('21:30', listing),
      ...idle('22:30', '23:15'),
    ],
    [
      ...every(20, '08:00', '10:40', growing('/home/', 'home/user/session.log')),
      ...every(15, '10:00', '11:30', saving('/home/', 'home/d0/e0/thesis')),
      at('15:00', saving('/etc/', 'etc/d1/e1/hosts')),
      at('16:30', checkout('/home/', 'home/user/project')),
      ...every(20, '18:00', '22:00', growing('/home/', 'home/user/session.log')),
    ],
    [
      ...every(5, '00:02', '23:50', growingAside('home/user/.local/state/system.log')),
      ...every(5, '08:01', '22:00', growingAside('home/user/.cache/browser/data')),
    ],
  ],
};
