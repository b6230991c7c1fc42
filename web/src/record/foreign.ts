/** Objects of other makers, read without trust: what is not there, or is of another kind, reads as empty. */
export type Foreign = Record<string, unknown>;

/** The value, or its member, as an object; {} when it is none. */
export function obj(value: unknown, key?: string): Foreign {
  const found = key === undefined ? value : obj(value)[key];
  return typeof found === "object" && found !== null && !Array.isArray(found) ? (found as Foreign) : {};
}

/** The member as text; "" when it is none. */
export function str(value: unknown, key: string): string {
  const found = obj(value)[key];
  return typeof found === "string" ? found : typeof found === "number" ? String(found) : "";
}

/** The value, or its member, as a list of objects; [] when it is none. */
export function list(value: unknown, key?: string): Foreign[] {
  const found = key === undefined ? value : obj(value)[key];
  return Array.isArray(found) ? found.map((v) => obj(v)) : [];
}

/** A number, also where it came as text; NaN when it is none. */
export function num(value: unknown, key: string): number {
  const found = obj(value)[key];
  return typeof found === "number" ? found : typeof found === "string" && found.trim() !== "" ? Number(found) : NaN;
}
