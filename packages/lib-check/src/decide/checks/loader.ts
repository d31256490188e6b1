import type { MemberFacts } from '../facts/machine-facts.ts';
import { type Finding, finding } from '../finding.ts';
import { firmwareArchitecture, whyForeign } from '../machine-types.ts';
import { type MemberCase, nameOfMember } from '../member-case.ts';
import { fileOfMember } from '../member-tree.ts';
import { waysIn } from './firmware.ts';

/** The programs that are started: whole, for this machine, and as the booted member has them. */
export function checkLoader(question: MemberCase): readonly Finding[] {
  const { member, booted } = question;
  const paths = waysIn(question);
  const architecture = firmwareArchitecture(question.facts);
  const fixOf = (path: string | null) => fixOfLoader(question, path);
  if (paths.length === 0) return [finding('loader', 'fail', 'there is no boot loader to start', fixOf(null))];
  const faults = paths.map((path) => ({
    path,
    fault: faultOfLoader(fileOfMember(member, path), architecture),
  }));
  const broken = faults.find(({ fault }) => fault !== null);
  if (broken !== undefined)
    return [finding('loader', 'fail', `${broken.path} ${broken.fault}`, fixOf(broken.path))];
  const other = booted === null ? undefined : paths.find((path) => isUnlike(booted, member, path));
  if (other !== undefined && booted !== null)
    return [
      finding('loader', 'warn', `${other} is not the one that ${nameOfMember(booted)} has`, fixOf(other)),
    ];
  return [finding('loader', 'ok', `${paths.join(' and ')}: whole`)];
}

/** What mends a boot loader: esp-mirror, where what was booted has one that is whole. null: there is none at any path. */
function fixOfLoader({ facts, booted }: MemberCase, path: string | null): string {
  if (booted === null) return 'bootctl install';
  const paths = path === null ? waysIn({ facts, member: booted }) : [path];
  const isWhole = paths.some(
    (one) => faultOfLoader(fileOfMember(booted, one), firmwareArchitecture(facts)) === null,
  );
  return isWhole ? 'esp-which | esp-mirror --checksum' : 'guide: comes-up';
}

function faultOfLoader(file: ReturnType<typeof fileOfMember>, architecture: string | null): string | null {
  if (file === null) return 'is not there';
  if (file.unreadable !== null) return `cannot be read (${file.unreadable})`;
  if (file.size === 0) return 'is empty';
  if (file.image === null) return null;
  if (file.image.isCut) return 'is truncated';
  return file.image.pe ? whyForeign(file.image.machine, [architecture]) : 'is not a PE image';
}

function isUnlike(booted: MemberFacts, member: MemberFacts, path: string): boolean {
  const [one, other] = [fileOfMember(booted, path), fileOfMember(member, path)];
  if (one === null || other === null) return false;
  if (one.digest !== null && other.digest !== null) return one.digest !== other.digest;
  return one.size !== other.size;
}
