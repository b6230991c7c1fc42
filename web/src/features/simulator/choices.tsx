import { useState } from "react";
import { safeHref } from "@/record/links";
import { Icon } from "@/ui/icon";
import { toClipboard } from "@/ui/clipboard";
import { toast } from "@/ui/toast";
import { str, obj } from "@/record/foreign";
import type { Choice, Outgoing, PhoneMessage } from "./control";
import { Menu, MenuGroup, MenuItem } from "./menu";
import { useSimulatorWords } from "./words";

type Props = { message: PhoneMessage; send: (message: Outgoing) => Promise<void> };

/** What can be tapped on a message of the business. */
export function Choices({ message: m, send }: Props) {
  const { t } = useSimulatorWords();
  const [wrong, setWrong] = useState<string>();
  const act = (message: Outgoing) => {
    setWrong(undefined);
    send(message).catch((cause: Error) => setWrong(cause.message));
  };
  const choices = m.choices ?? [];
  const rows = choices.filter((c) => c.kind === "list_reply");
  return (
    <div className="tb3">
      {rows.length > 0 && <Rows rows={rows} title={str(obj(m.content, "action"), "button") || t("choice.options")} onPick={(c) => act(answer(m, c))} />}
      {choices.filter((c) => c.kind !== "list_reply").map((c, i) => <One key={i} message={m} choice={c} act={act} />)}
      {wrong && <p className="err" role="alert">{t("write.failed", { why: wrong })}</p>}
    </div>
  );
}

/** The tap on a button or row, as the simulator takes it. */
export const answer = (m: PhoneMessage, c: Choice): Outgoing => ({ type: "choice", message_id: m.id, ...(c.id ? { id: c.id } : { title: c.title }) });

/** Rows under the titles of their sections, in order. */
export function sectionsOf(rows: readonly Choice[]): { title: string; rows: Choice[] }[] {
  const out: { title: string; rows: Choice[] }[] = [];
  for (const row of rows) {
    const title = row.section ?? "";
    const last = out.at(-1);
    if (last?.title === title) last.rows.push(row);
    else out.push({ title, rows: [row] });
  }
  return out;
}

function Rows({ rows, title, onPick }: { rows: Choice[]; title: string; onPick: (c: Choice) => void }) {
  return (
    <Menu align="start" trigger={<button type="button"><Icon name="list" size={14} /><span className="trunc" dir="auto">{title}</span></button>}>
      {sectionsOf(rows).map(({ title: section, rows: inside }, i) => (
        <MenuGroup key={i} title={section}>
          {inside.map((c, n) => <MenuItem key={n} onSelect={() => onPick(c)}><span className="pick"><span dir="auto">{c.title}</span>{c.description && <small dir="auto">{c.description}</small>}</span></MenuItem>)}
        </MenuGroup>
      ))}
    </Menu>
  );
}

function One({ message: m, choice: c, act }: { message: PhoneMessage; choice: Choice; act: (message: Outgoing) => void }) {
  const { t } = useSimulatorWords();
  const button = (label: string, run: () => void, key?: string) => <button key={key} type="button" onClick={run}><span className="trunc" dir="auto">{label}</span></button>;
  switch (c.kind) {
    case "button_reply":
    case "template_button":
      return button(c.title, () => act(answer(m, c)));
    case "copy_code":
      return button(c.title, () => void toClipboard(c.id).then(() => toast(t("choice.copied")), () => toast(c.id)));
    case "flow":
      return button(c.title, () => act({ type: "flow_reply", message_id: m.id, response: { done: true } }));
    case "url": {
      const href = safeHref(c.url ?? "");
      return href ? <a href={href} target="_blank" rel="noopener noreferrer"><Icon name="ext" size={14} /><span className="trunc" dir="auto">{c.title}</span></a> : <span className="trunc" dir="auto">{c.title}</span>;
    }
    case "action":
      return <>{asked(c.id, m).map(([key, message]) => button(t(key), () => act(message), key))}</>;
    default:
      return <span className="trunc" dir="auto">{c.title}</span>;
  }
}

type Asked = ["choice.location" | "choice.contact" | "choice.accept" | "choice.reject", Outgoing];

/** What a customer can give when the business asks for it. */
function asked(what: string, m: PhoneMessage): Asked[] {
  switch (what) {
    case "location_request_message":
      return [["choice.location", { type: "location", reply_to: m.id }]];
    case "request_contact_info":
      return [["choice.contact", { type: "contacts", share_phone: true, reply_to: m.id }]];
    case "call_permission_request":
      return [["choice.accept", { type: "call_permission_reply", message_id: m.id, response: "accept" }], ["choice.reject", { type: "call_permission_reply", message_id: m.id, response: "reject" }]];
    default:
      return [];
  }
}
