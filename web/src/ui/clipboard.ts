/** Puts a text on the clipboard, on plain http too, where a page has no clipboard of its own. Fails when the browser refuses. */
export async function toClipboard(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  let put = false;
  const onCopy = (event: ClipboardEvent) => {
    event.clipboardData?.setData("text/plain", text);
    event.preventDefault();
    event.stopImmediatePropagation();
    put = event.clipboardData !== null;
  };
  addEventListener("copy", onCopy, { capture: true });
  document.execCommand("copy");
  removeEventListener("copy", onCopy, { capture: true });
  if (!put) throw new Error("The browser copied nothing");
}
