/** What this browser keeps for this person; lost silently where storage is refused (private windows, foreign frames). */
export function kept(key: string): string | null {
  try {
    return localStorage.getItem(`relevo.${key}`);
  } catch {
    return null;
  }
}

export function keep(key: string, value: string | null) {
  try {
    if (value === null) localStorage.removeItem(`relevo.${key}`);
    else localStorage.setItem(`relevo.${key}`, value);
  } catch {
    // Nothing to do: the value lives on in memory.
  }
}
