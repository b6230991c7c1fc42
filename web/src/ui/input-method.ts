/**
 * Whether a key belongs to an input method, as for Chinese, Japanese and
 * Korean: Enter takes a word there and Escape drops it. Safari ends the
 * composition before it tells of that Enter, and says so by keyCode 229 alone.
 */
export const composes = ({ isComposing, keyCode }: Pick<KeyboardEvent, "isComposing" | "keyCode">) => isComposing || keyCode === 229;

/** Keeps the keys of an input method from every field, dialog, menu and shortcut of the page; what they write arrives as ever. */
export function leaveKeysToInputMethod() {
  addEventListener("keydown", (event) => composes(event) && event.stopPropagation(), true);
}
