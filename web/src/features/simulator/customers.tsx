import { useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { phoneText } from "@/record/phone";
import { initialsOf, tintOf } from "@/record/tint";
import { Avatar } from "@/ui/avatar";
import { Button, IconButton } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { putCustomer } from "./cache";
import { addressOf } from "./content";
import { control, type Customer } from "./control";
import { useSimulatorWords } from "./words";

type Props = { customers: Customer[]; selected: string | undefined; onSelect: (id: string) => void };

export function Customers({ customers, selected, onSelect }: Props) {
  const { t } = useSimulatorWords();
  const [adding, setAdding] = useState(false);
  return (
    <section aria-label={t("customers")}>
      <h3>{t("customers")}<span className="count">{customers.length}</span><span className="end"><IconButton small icon="plus" label={t("customers.add")} onClick={() => setAdding(true)} /></span></h3>
      {customers.length === 0 && <p className="ctl-note">{t("customers.none")}</p>}
      <ul className="custs">
        {customers.map((c) => <li key={c.id}><CustomerButton customer={c} on={c.id === selected} onSelect={() => onSelect(c.id)} /></li>)}
      </ul>
      {adding && <NewCustomer onClose={() => setAdding(false)} onMade={onSelect} />}
    </section>
  );
}

function CustomerButton({ customer: c, on, onSelect }: { customer: Customer; on: boolean; onSelect: () => void }) {
  const { t } = useSimulatorWords();
  return (
    <button type="button" className={`cust ${on ? "on" : ""}`} aria-pressed={on} onClick={onSelect}>
      <Avatar initials={initialsOf(c.name)} tint={tintOf(c.id)} size={28} />
      <span className="grow">
        <b className="trunc" dir="auto">{c.name}</b>
        <span className="num trunc">{addressOf(c, phoneText)}</span>
      </span>
      {c.unread > 0 && <span className="badge"><span aria-hidden>{Math.min(c.unread, 99)}</span><span className="sr">{t("customers.unread", { count: c.unread })}</span></span>}
    </button>
  );
}

function NewCustomer({ onClose, onMade }: { onClose: () => void; onMade: (id: string) => void }) {
  const { t, app } = useSimulatorWords();
  const cache = useQueryClient();
  const [name, setName] = useState("");
  const [phone, setPhone] = useState("");
  const [username, setUsername] = useState("");
  const [hide, setHide] = useState(false);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string>();
  const submit = async (e: FormEvent) => {
    e.preventDefault();
    setBusy(true);
    try {
      const made = await control.create({ name: name.trim(), ...(phone.trim() && { phone: phone.trim() }), ...(username.trim() && { username: username.trim() }), ...(hide && { phone_hidden: true }) });
      putCustomer(cache, made);
      onMade(made.id);
      onClose();
    } catch (cause) {
      setWrong((cause as Error).message);
      setBusy(false);
    }
  };
  return (
    <Dialog title={t("new.title")} close={app("close")} onClose={onClose}>
      <form className="sim-form" onSubmit={(e) => void submit(e)}>
        <Field label={t("new.name")} value={name} onChange={(e) => setName(e.target.value)} autoComplete="off" required maxLength={100} />
        <Field label={t("new.phone")} hint={t("new.phone_hint")} value={phone} onChange={(e) => setPhone(e.target.value)} type="tel" autoComplete="off" placeholder="+1 555 010 4821" error={wrong} />
        <Field label={t("new.username")} hint={t("new.username_hint")} value={username} onChange={(e) => setUsername(e.target.value)} autoComplete="off" maxLength={40} />
        {phone.trim() !== "" && <label className="check"><input type="checkbox" checked={hide} onChange={(e) => setHide(e.target.checked)} />{t("new.hide")}</label>}
        <div className="sim-foot">
          <Button size="lg" onClick={onClose}>{t("cancel")}</Button>
          <Button size="lg" look="primary" type="submit" disabled={busy || name.trim() === ""}>{t("new.submit")}</Button>
        </div>
      </form>
    </Dialog>
  );
}
