/** Writes a line for the one who looks on. */
export function say(text?: string): void;
/** Begins a step: what it is, and why. */
export function tellStep(number: number, what: string, why: string): void;
/** Shows a command line before it is run. */
export function tellCommand(prompt: string, line: string): void;
/** Shows what a command said. */
export function tellOutput(text: string): void;
/** Says a fact that was told and held. */
export function tellChecked(fact: string): void;
