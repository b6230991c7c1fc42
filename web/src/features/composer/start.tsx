import { useEffect, useRef, useState } from "react";
import { api, ApiError, type OutgoingMessage } from "@/api/client";
import { upload } from "@/api/upload";
import { whyNot } from "@/i18n/failure";
import { newId } from "@/live/outbox";
import { useNumbers, useSession } from "@/live/session";
import { withFile } from "@/record/file-in-message";
import { phoneText } from "@/record/phone";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import type { Attached } from "./outgoing";
import TemplatePicker from "./template-picker";
import { useComposerWords } from "./words";

type Props = { onClose: () => void; onStarted: (conversationId: string) => void };

/** Writing to somebody first: from which WhatsApp number, to which phone number, with which template. */
export default function StartConversation({ onClose, onStarted }: Props) {
  const { t } = useComposerWords();
  const { data: numbers } = useNumbers();
  // A dialog that was closed by mistake opens as it was.
  const begun = useSession().begun.of("");
  const [from, setFrom] = useState(begun.get("from") as string | undefined);
  const [phone, setPhone] = useState((begun.get("phone") as string | undefined) ?? "");
  const keep = (name: "from" | "phone", value: string) => void begun.set(name, value);
  const [busy, setBusy] = useState(false);
  const [uploaded, setUploaded] = useState<number>(); // the share of the header's file that has arrived
  const [problem, setProblem] = useState<{ phone?: string; text?: string }>({});
  const [attempt, setAttempt] = useState({ id: newId(), of: "" });
  const closed = useRef(false);
  useEffect(() => {
    closed.current = false;
    return () => void (closed.current = true);
  }, []);
  const number = from ?? numbers?.[0]?.phone_number_id;
  const read = /^\s*\+/.test(phone) ? "" : phoneText(phone.trim().replace(/^00/, "")); // without a + it is easily another country's

  const send = async (message: OutgoingMessage, file: Attached | undefined) => {
    if (!number || busy) return;
    if (!phone.trim()) return setProblem({ phone: t("start.phone_missing") });
    setBusy(true);
    setProblem({});
    try {
      // The same attempt keeps its id: after a lost answer it is the same message. Another text is another one.
      const of = JSON.stringify([number, phone, message, file?.name]);
      const clientId = attempt.of === of ? attempt.id : newId();
      setAttempt({ id: clientId, of });
      if (file) setUploaded(0);
      const ready = file ? withFile(message, file.kind, await upload(file.blob, file.name, number, file.kind, setUploaded)) : message;
      if (closed.current) return; // while its file was on the way: nothing is to be sent
      const { whatsapp_conversation: conversation } = await api.start(number, phone, ready, clientId);
      begun.clear();
      onStarted(conversation.id);
    } catch (error) {
      setUploaded(undefined);
      const ofPhone = error instanceof ApiError && "phone_number" in error.fields;
      setProblem({ [ofPhone ? "phone" : "text"]: whyNot(error) });
      setBusy(false);
    }
  };

  return (
    <Dialog title={t("start.title")} close={t("close")} onClose={onClose} wide>
      <div className="start">
        {numbers && numbers.length > 1 && (
          <label className="field"><span className="lbl">{t("start.from")}</span>
            <select className="input" value={number} onChange={(e) => { setFrom(e.target.value); keep("from", e.target.value); }}>
              {numbers.map((n) => <option key={n.phone_number_id} value={n.phone_number_id}>{n.name} · {phoneText(n.display_phone_number)}</option>)}
            </select>
          </label>
        )}
        <Field label={t("start.phone")} type="tel" autoComplete="off" autoFocus dir="ltr" hint={read.startsWith("+") ? t("start.phone_read", { phone: read }) : t("start.phone_hint")} value={phone} error={problem.phone} onChange={(e) => { setPhone(e.target.value); keep("phone", e.target.value); setProblem({}); }} />
      </div>
      {problem.text && <p className="problem start-problem" role="alert">{problem.text}</p>}
      {uploaded !== undefined && <p className="muted start-problem" role="status">{t("start.uploading", { share: Math.round(uploaded * 100) })}</p>}
      {number && <TemplatePicker key={number} phoneNumberId={number} name="" begun={begun} busy={busy} onSend={(message, file) => void send(message, file)} />}
    </Dialog>
  );
}
