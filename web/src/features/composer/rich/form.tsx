import { useRef, useState, type FormEvent, type ReactNode } from "react";
import type { Conversation } from "@/api/client";
import { emptyForms, messageOf, problemsOf, type FormOf, type Kind, type Problems } from "@/record/composed";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Icon } from "@/ui/icon";
import { useUnsaved } from "@/ui/unsaved";
import { useComposerWords } from "../words";
import { useSending } from "./sending";
import "./rich.css";

export type RichProps = { conversation: Conversation; replyTo: string | undefined; /** What was filled in: a dialog that was closed by mistake opens as it was. */ begun: Map<string, unknown>; closed: boolean; onClose: () => void; onSent: () => void };
export type FieldsProps<F> = { form: F; problems: Problems; tried: boolean; change: (part: Partial<F>) => void };

type Props<K extends Kind> = RichProps & { kind: K; fields: (props: FieldsProps<FormOf<K>>) => ReactNode; preview: (form: FormOf<K>) => ReactNode };

/** A message that is filled in field by field: its preview beside it, what is wrong below each field, and the server's answer without losing anything. */
export function RichForm<K extends Kind>({ kind, fields, preview, conversation, replyTo, begun, closed, onClose, onSent }: Props<K>) {
  const { t } = useComposerWords();
  const [form, setForm] = useState((begun.get(kind) as FormOf<K> | undefined) ?? emptyForms[kind]);
  const [tried, setTried] = useState(false);
  const frame = useRef<HTMLFormElement>(null);
  const problems = problemsOf[kind](form);
  useUnsaved(form !== emptyForms[kind]);
  const { busy, refused, send } = useSending(conversation, replyTo, () => {
    begun.delete(kind);
    onSent();
  });
  const change = (part: Partial<FormOf<K>>) => {
    const next = { ...form, ...part };
    begun.set(kind, next);
    setForm(next);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (busy || closed) return;
    setTried(true);
    if (Object.keys(problems).length === 0) send({ message: messageOf[kind](form) });
    else requestAnimationFrame(() => frame.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus());
  };
  return (
    <Dialog title={t(`rich.title.${kind}`)} close={t("close")} onClose={onClose} wide>
      <form className="rich" ref={frame} onSubmit={submit} noValidate>
        <div className="rich-fields">{fields({ form, problems, tried, change })}</div>
        <div className="rich-preview">{preview(form)}</div>
        <div className="foot">
          {closed && <p className="problem grow" role="alert"><Icon name="clock" size={14} /> {t("window.closed")} {t("rich.closed")}</p>}
          {refused !== undefined && <p className="problem grow" role="alert"><Icon name="alert" size={14} /> {t("rich.refused", { why: refused })}</p>}
          <Button look="primary" icon="send" type="submit" disabled={busy || closed}>{t("composer.send")}</Button>
        </div>
      </form>
    </Dialog>
  );
}
