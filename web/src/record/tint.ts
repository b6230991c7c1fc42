/** One of eight avatar tints from a stable id, so that a new name keeps its colour (FNV-1a). */
export function tintOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return ((hash >>> 0) % 8) + 1;
}

/** Up to two letters of a name; one sign for scripts without case; "#" for numbers. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/u).filter((word) => /^\p{L}/u.test(word));
  const first = words[0]?.match(/\p{L}\p{M}*/u)?.[0];
  if (!first) return "#";
  if (first.toUpperCase() === first.toLowerCase()) return first;
  const last = words.length > 1 ? (words.at(-1)?.match(/\p{L}\p{M}*/u)?.[0] ?? "") : "";
  return (first + last).toUpperCase();
}
