/**
 * The newer of two JSON values, with every part of the older that equals it, so
 * that what did not change is not drawn again. Unlike the library's own it keeps
 * a key such as "__proto__", which metadata of others may hold.
 */
export function shared<T>(old: unknown, next: T, depth = 0): T {
  if (old === next || depth > 200) return next;
  if (Array.isArray(old) && Array.isArray(next)) {
    const list = next.map((item: unknown, i) => shared(old[i], item, depth + 1));
    return list.length === old.length && list.every((item, i) => item === old[i]) ? (old as T) : (list as T);
  }
  if (!isPlain(old) || !isPlain(next)) return next;
  const entries = Object.entries(next).map(([key, item]) => [key, Object.hasOwn(old, key) ? shared(old[key], item, depth + 1) : item] as const);
  const same = entries.length === Object.keys(old).length && entries.every(([key, item]) => Object.hasOwn(old, key) && old[key] === item);
  return same ? (old as T) : (Object.fromEntries(entries) as T);
}

const isPlain = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value) && Object.getPrototypeOf(value) === Object.prototype;
