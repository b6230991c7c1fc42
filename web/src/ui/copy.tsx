import { IconButton } from "./button";
import { toClipboard } from "./clipboard";
import { toast } from "./toast";

/** Puts a value on the clipboard and says so. */
export function CopyButton({ value, label, done, failed }: { value: string; label: string; done: string; failed: string }) {
  const copy = () => toClipboard(value).then(() => toast(done), () => toast(failed));
  return <IconButton icon="copy" iconSize={14} small label={label} className="copy" onClick={copy} />;
}
