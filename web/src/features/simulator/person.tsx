import { useQueryClient } from "@tanstack/react-query";
import { useId, useState, type FormEvent, type ReactNode } from "react";
import { shortName } from "@/record/names";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { toast } from "@/ui/toast";
import { putCustomer, readAnew } from "./cache";
import { control, type Customer, type CustomerChange } from "./control";
import { useSimulatorWords } from "./words";

/** A label with a second line, and a switch at its end. */
export function Switch({ label, text, on, onChange }: { label: string; text?: ReactNode; on: boolean; onChange: (on: boolean) => void }) {
  const id = useId();
  return (
    <div className="set">
      <span className="grow"><span id={id}>{label}</span>{text && <small id={`${id}t`}>{text}</small>}</span>
      <button type="button" role="switch" className={`switch ${on ? "on" : ""}`} aria-checked={on} aria-labelledby={id} aria-describedby={text ? `${id}t` : undefined} onClick={() => onChange(!on)} />
    </div>
  );
}

/** A few choices of which one holds. */
export function Segments<T extends string>({ label, value, options, onChange, text }: { label: string; value: T; options: { value: T; label: string }[]; onChange: (value: T) => void; text?: string }) {
  return (
    <div className="set">
      <span className="grow">{label}{text && <small>{text}</small>}</span>
      <span className="seg" role="group" aria-label={label}>
        {options.map((o) => <button key={o.value} type="button" className={o.value === value ? "on" : ""} aria-pressed={o.value === value} onClick={() => onChange(o.value)}>{o.label}</button>)}
      </span>
    </div>
  );
}

const reading = ["once", "shown", "never"] as const;
const delays = ["0", "5", "60"] as const;

/** How a customer reads: at once, when the chat is shown, or without receipts. */
export const readingOf = (c: Customer) => (!c.read_receipts ? "never" : c.reads_at_once ? "once" : "shown");
export const readingChange = (how: (typeof reading)[number]): CustomerChange => ({ read_receipts: how !== "never", reads_at_once: how === "once" });

export function PersonSettings({ customer: c }: { customer: Customer }) {
  const { t } = useSimulatorWords();
  const cache = useQueryClient();
  const [asking, setAsking] = useState<"number" | "remove">();
  const failed = (cause: Error) => toast(t("person.failed", { why: cause.message }));
  const change = (what: CustomerChange) => {
    putCustomer(cache, { ...c, ...what });
    control.change(c.id, what).then((now) => putCustomer(cache, now), (cause: Error) => {
      void readAnew(cache);
      failed(cause);
    });
  };
  const name = shortName(c.name);
  return (
    <section aria-label={t("person", { name: c.name })}>
      <h3>{t("person", { name })}</h3>
      <Segments label={t("person.deliver")} value={String(c.deliver_after_seconds)} options={delays.map((d) => ({ value: d as string, label: t(`person.deliver.${d}`) }))} onChange={(d) => change({ deliver_after_seconds: Number(d) })} />
      <Segments label={t("person.read")} text={t(`person.read_text.${readingOf(c)}`)} value={readingOf(c)} options={reading.map((r) => ({ value: r, label: t(`person.read.${r}`) }))} onChange={(r) => change(readingChange(r))} />
      <Switch label={t("person.online")} text={t("person.online_text")} on={c.online} onChange={(online) => change({ online })} />
      <Switch label={t("person.blocked")} text={t("person.blocked_text")} on={c.blocked} onChange={(blocked) => change({ blocked })} />
      <Switch label={t("person.marketing")} text={t("person.marketing_text")} on={c.marketing_stopped} onChange={(marketing_stopped) => change({ marketing_stopped })} />
      <Switch label={t("person.missing")} text={t("person.missing_text")} on={!c.on_whatsapp} onChange={(missing) => change({ on_whatsapp: !missing })} />
      {c.phone && <Switch label={t("person.hidden")} text={t("person.hidden_text")} on={c.phone_hidden} onChange={(phone_hidden) => change({ phone_hidden })} />}
      <div className="ctl-acts">
        <Button size="sm" icon="phone" onClick={() => setAsking("number")}>{t("person.change")}</Button>
        <Button size="sm" onClick={() => setAsking("remove")}>{t("person.remove")}</Button>
      </div>
      {asking === "number" && <ChangeNumber customer={c} onClose={() => setAsking(undefined)} />}
      {asking === "remove" && (
        <Confirm title={t("person.remove_title", { name: c.name })} text={t("person.remove_text")} confirm={t("person.remove_submit", { name })} onClose={() => setAsking(undefined)}
          onConfirm={() => control.remove(c.id).then(() => readAnew(cache), failed)} />
      )}
    </section>
  );
}

/** Asks before something that can't be undone; the button names it. */
export function Confirm({ title, text, confirm, onClose, onConfirm }: { title: string; text: string; confirm: string; onClose: () => void; onConfirm: () => Promise<unknown> }) {
  const { t, app } = useSimulatorWords();
  return (
    <Dialog title={title} close={app("close")} onClose={onClose}>
      <div className="sim-form">
        <p>{text}</p>
        <div className="sim-foot">
          <Button size="lg" onClick={onClose}>{t("cancel")}</Button>
          <Button size="lg" className="danger" onClick={() => { onClose(); void onConfirm(); }}>{confirm}</Button>
        </div>
      </div>
    </Dialog>
  );
}

function ChangeNumber({ customer, onClose }: { customer: Customer; onClose: () => void }) {
  const { t, app } = useSimulatorWords();
  const cache = useQueryClient();
  const [phone, setPhone] = useState("");
  const [wrong, setWrong] = useState<string>();
  const submit = (e: FormEvent) => {
    e.preventDefault();
    control.changeNumber(customer.id, phone.trim()).then((now) => {
      putCustomer(cache, now);
      onClose();
    }, (cause: Error) => setWrong(cause.message));
  };
  return (
    <Dialog title={t("person.change_title", { name: customer.name })} close={app("close")} onClose={onClose}>
      <form className="sim-form" onSubmit={submit}>
        <Field label={t("new.phone")} type="tel" value={phone} placeholder="+1 555 010 7731" autoComplete="off" error={wrong} onChange={(e) => setPhone(e.target.value)} />
        <div className="sim-foot">
          <Button size="lg" onClick={onClose}>{t("cancel")}</Button>
          <Button size="lg" look="primary" type="submit" disabled={phone.trim() === ""}>{t("person.change_submit")}</Button>
        </div>
      </form>
    </Dialog>
  );
}
