import { useId, useState } from "react";
import { api, type Contact } from "@/api/client";
import { whyNot } from "@/i18n/failure";
import { useSession } from "@/live/session";
import { useWords } from "@/i18n/words";
import { phoneDigits, phoneText } from "@/record/phone";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { followErasure } from "./erasure";

const lastDigits = 4;

/** Asks for a part of the number, or for the name, before somebody's everything goes for good. */
export default function EraseDialog({ contact, name, onClose, onErased }: { contact: Contact; name: string; onClose: () => void; onErased: () => void }) {
  const { t } = useWords();
  const { live } = useSession();
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const text = useId();
  const digits = phoneDigits(contact.phone_number ?? "");
  const asked = digits.slice(-lastDigits);
  const right = (asked !== "" && phoneDigits(typed) !== "" && digits.endsWith(phoneDigits(typed)) && phoneDigits(typed).length >= lastDigits) || typed.trim().toLocaleLowerCase() === name.trim().toLocaleLowerCase();
  const erase = async () => {
    setBusy(true);
    try {
      await api.eraseContact(contact.id);
      live.eraseContact(contact.id);
      void followErasure(contact.id, {
        begun: t("erase.begun", { name }),
        left: (count, more) => t(more ? "erase.left_more" : "erase.left", { name, count }),
        ended: t("erase.ended", { name }),
      });
      onErased();
    } catch (error) {
      setWrong(whyNot(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={t("erase.title", { name })} close={t("close")} onClose={onClose}>
      <form className="dialog-form" aria-describedby={text} onSubmit={(e) => { e.preventDefault(); if (right && !busy) void erase(); }}>
        <div id={text}>
          <p>{t("erase.text", { name, phone: phoneText(contact.phone_number) || name })}</p>
          <p>{t("erase.kept")}</p>
        </div>
        <Field
          label={asked ? t("erase.confirm_digits", { count: lastDigits }) : t("erase.confirm_name")} dir="auto" autoComplete="off" value={typed} error={wrong}
          onChange={(e) => setTyped(e.target.value)}
        />
        <footer className="foot">
          <Button onClick={onClose}>{t("erase.keep")}</Button>
          <Button type="submit" className="danger" disabled={!right || busy}>{t("erase.do")}</Button>
        </footer>
      </form>
    </Dialog>
  );
}
