import { useId, useState } from "react";
import { api, type Contact } from "@/api/client";
import { whyNot } from "@/i18n/failure";
import { useWords } from "@/i18n/words";
import { useSession } from "@/live/session";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Icon } from "@/ui/icon";
import { toast } from "@/ui/toast";

type Props = { contact: Contact; name: string; number: { id: string; name: string }; onClose: () => void };

/** Asks before WhatsApp blocks somebody; says so when it refuses. */
export default function BlockDialog({ contact, name, number, onClose }: Props) {
  const { t } = useWords();
  const { live } = useSession();
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const text = useId();
  const fail = (error: unknown) => toast(t("toast.failed", { why: whyNot(error) }));
  const undo = () => void api.unblock(contact.id, number.id).then((c) => live.putContact(c), fail);
  const block = async () => {
    setBusy(true);
    try {
      live.putContact(await api.block(contact.id, number.id));
      toast(t("block.done", { name }), { label: t("undo"), run: undo });
      onClose();
    } catch (error) {
      setWrong(whyNot(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={t("block.title", { name })} close={t("close")} onClose={onClose}>
      <div className="dialog-form">
        <p id={text}>{t("block.text", { name, number: number.name })}</p>
        {wrong && <p className="err" role="alert"><Icon name="alert" size={14} />{wrong}</p>}
        <footer className="foot">
          <Button onClick={onClose}>{t("block.cancel")}</Button>
          <Button className="danger" aria-describedby={text} aria-label={busy ? undefined : t("block.do_name", { name })} disabled={busy} onClick={() => void block()}>{t(busy ? "block.busy" : "block.do")}</Button>
        </footer>
      </div>
    </Dialog>
  );
}
