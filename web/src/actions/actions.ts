/** What a person can do, once: buttons, menus, keys and the sheet of keys all read this. */
export type Action = {
  id: string;
  label: string;
  group: "list" | "thread" | "app";
  /** Key names as KeyboardEvent.key says them, with "Shift+", "Alt+" or "Mod+" before; "G S" is one key after the other; several mean any of them. */
  shortcut?: readonly string[];
  enabled: boolean;
  run: () => void;
};

type Press = Pick<KeyboardEvent, "key" | "shiftKey" | "altKey" | "ctrlKey" | "metaKey">;

/** The name of a key press: "J", "Shift+E", "Alt+ArrowUp", "Mod+K", "?". */
export function pressName({ key, shiftKey, altKey, ctrlKey, metaKey }: Press): string {
  const letter = key.length === 1;
  const name = letter ? key.toUpperCase() : key;
  // Signs such as "?" are typed with Shift on many keyboards; Shift says nothing there.
  const shift = shiftKey && (!letter || name !== name.toLowerCase()) ? "Shift+" : "";
  return `${ctrlKey || metaKey ? "Mod+" : ""}${altKey ? "Alt+" : ""}${shift}${name}`;
}

export const actionFor = (actions: readonly Action[], press: string) => actions.find((a) => a.enabled && a.shortcut?.includes(press));

/** Whether a press is the first of two keys. */
export const beginsChord = (actions: readonly Action[], press: string) => actions.some((a) => a.enabled && a.shortcut?.some((s) => s.startsWith(`${press} `)));

const shown: Record<string, string> = { ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc" };
const mac = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

/** A shortcut in the parts that are drawn as keys. */
export const keyParts = (shortcut: string) => shortcut.split(/[+ ]/).map((part) => (part === "Mod" ? (mac ? "⌘" : "Ctrl") : (shown[part] ?? part)));

/** Whether single keys belong to what has the focus: somebody writes, or picks in a menu or dialog. */
export function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.closest("[role=menu],[role=dialog]") !== null;
}
