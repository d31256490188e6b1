import { syncFilesystem } from '@twinroot/lib-durable';
import type { OpenMember } from '@twinroot/lib-member';
import { applyOperation } from '@twinroot/lib-tree';
import type { Publication } from '../decide/publication.ts';

/**
 * Carries out what is planned for the booted ESP. Each step is durable before the next begins, and each phase is synced.
 *
 * @param source where what is copied can be read: the root of the generation, or where its image was built
 * @param first is done before that, where the ESP can be written
 * @throws {DurableError} what was attempted, with the system's code
 * @throws {ToolError} what sync(1) said
 * @throws {Error} when it cannot be written
 */
export async function publish(
  { phases }: Publication,
  source: string,
  esp: OpenMember,
  signal: AbortSignal,
  first: (esp: string) => Promise<void> = async () => undefined,
): Promise<void> {
  if (phases.length === 0) return;
  const whyNot = await esp.allowWrites();
  if (whyNot !== null) throw new Error(`${esp.name} ${whyNot}`);
  await first(esp.path);
  const target = { source, mirror: esp.path, verify: true };
  for (const { operations } of phases) {
    for (const operation of operations) {
      signal.throwIfAborted();
      await applyOperation(operation, target);
    }
    await syncFilesystem(esp.path);
  }
}
