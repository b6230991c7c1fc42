import { useEffect, useRef, useState } from "react";
import { shortName } from "@/record/names";
import { IconButton } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { wordsOf } from "./content";
import type { Customer, Outgoing, PhoneMessage } from "./control";
import { kindIcons, kindNames, messageOf, nothingFilled, sampleOf } from "./kinds";
import { Menu, MenuItem } from "./menu";
import { useSimulatorWords } from "./words";

/** What the next text is about: a message that it answers or replaces. */
export type Draft = { reply?: PhoneMessage; edit?: PhoneMessage };
type Props = { customer: Customer; business: string; draft: Draft; onDraft: (draft: Draft) => void; send: (message: Outgoing, file?: File) => Promise<void> };
const lines = 5;

export function Composer({ customer, business, draft, onDraft, send }: Props) {
  const { t } = useSimulatorWords();
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState<string>();
  const field = useRef<HTMLTextAreaElement>(null);
  const { reply, edit } = draft;
  useEffect(() => {
    if (edit) setText(wordsOf(edit));
    if (edit || reply) field.current?.focus();
  }, [edit, reply]);
  const empty = text.trim() === "";
  const attempt = (work: () => Promise<void>, undo?: () => void) => {
    setWrong(undefined);
    onDraft({});
    work().catch((cause: Error) => {
      undo?.();
      setWrong(t("write.failed", { why: cause.message }));
    });
  };
  const submit = () => {
    if (empty) return;
    const message: Outgoing = edit ? { type: "edit", message_id: edit.id, text } : { type: "text", text, ...(reply && { reply_to: reply.id }) };
    setText("");
    attempt(() => send(message), () => setText((now) => now || text)); // nothing that was typed is lost
  };
  const drop = () => {
    if (edit) setText("");
    onDraft({});
  };
  const about = edit ?? reply;
  return (
    <form className="pwrite" onSubmit={(e) => { e.preventDefault(); submit(); }}>
      {wrong && <p className="err" role="alert"><Icon name="alert" size={14} />{wrong}</p>}
      {about && (
        <div className="replying">
          <span className="quote"><b dir="auto">{edit ? t("write.editing") : about.from === "customer" ? t("write.replying_self") : t("write.replying", { name: business })}</b><span className="quote-text" dir="auto">{wordsOf(about)}</span></span>
          <IconButton small icon="x" label={t(edit ? "write.edit_cancel" : "write.reply_cancel")} onClick={drop} />
        </div>
      )}
      <div className="pcomp">
        <Menu align="start" trigger={<IconButton icon="plus" label={t("write.more")} iconSize={20} />}>
          {kindNames.map((k) => <MenuItem key={k} icon={kindIcons[k]} onSelect={() => attempt(async () => send({ ...messageOf(k, nothingFilled), ...(reply && { reply_to: reply.id }) }, await sampleOf(k)))}>{t(`kind.${k}`)}</MenuItem>)}
        </Menu>
        <textarea
          ref={field} rows={Math.min(lines, text.split("\n").length)} value={text} aria-label={t("write.label")} placeholder={t("write", { name: shortName(customer.name) })} dir="auto"
          onChange={(e) => setText(e.target.value)}
          onKeyDown={(e) => {
            if (e.key === "Escape" && about) drop();
            if (e.key !== "Enter" || e.shiftKey) return;
            e.preventDefault();
            submit();
          }}
        />
        <button type="submit" className="psend" aria-label={t("write.send")} title={t("write.send")} disabled={empty}><Icon name="send" size={18} /></button>
      </div>
    </form>
  );
}
