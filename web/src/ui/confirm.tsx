import { useState, type ReactNode } from "react";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { Icon } from "./icon";

type Props = { title: string; text: ReactNode; confirm: string; cancel: string; close: string; danger?: boolean; /** Opens by itself, as in a dialog. */ unasked?: boolean; onClose: () => void; /** Gives why it failed, and nothing when it worked. */ onConfirm: () => Promise<string | undefined> };

/** Asks once more before what can't be undone; stays open and says why when it failed. */
export function Confirm({ title, text, confirm, cancel, close, danger = true, unasked, onClose, onConfirm }: Props) {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string>();
  const run = async () => {
    setBusy(true);
    const why = await onConfirm();
    setBusy(false);
    setFailed(why);
    if (why === undefined) onClose();
  };
  return (
    <Dialog title={title} close={close} unasked={unasked} onClose={onClose}>
      <div className="body">
        {text}
        {failed && <p className="err" role="alert"><Icon name="alert" size={14} />{failed}</p>}
      </div>
      <div className="foot">
        <Button onClick={onClose}>{cancel}</Button>
        <Button look={danger ? undefined : "primary"} className={danger ? "danger" : ""} disabled={busy} onClick={() => void run()}>{confirm}</Button>
      </div>
    </Dialog>
  );
}
