/** Reading a JSON value of somebody else's making, of any size and with any keys. */

export type Step = string | number;

/** The value's members in their order; none of what holds none. */
export function membersOf(value: unknown): [Step, unknown][] {
  if (Array.isArray(value)) return value.map((child, index) => [index, child]);
  return isBranch(value) ? Object.entries(value as object) : [];
}

export const isBranch = (value: unknown): value is object => typeof value === "object" && value !== null;

const plain = /^[\p{L}_$][\p{L}\p{N}_$]*$/u;

/** Where a value is, as programs write it: order.items[0]["full name"]. */
export function pathText(steps: readonly Step[]): string {
  return steps.reduce<string>((path, step) => {
    if (typeof step === "number") return `${path}[${step}]`;
    if (!plain.test(step)) return `${path}[${JSON.stringify(step)}]`;
    return path ? `${path}.${step}` : step;
  }, "");
}

/** What is put on the clipboard for a value: text as it is, anything else as JSON. */
export const copyText = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value, null, 2));

/** A leaf on one line, cut after so many characters. */
export function leafText(value: unknown, most: number): { text: string; left: number } {
  const whole = JSON.stringify(value) ?? "null";
  const letters = [...whole.slice(0, most * 2)].slice(0, most).join("");
  return { text: letters, left: whole.length - letters.length };
}
