import { useQuery } from "@tanstack/react-query";
import { useId, useRef, useState, type KeyboardEvent, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "@/api/client";
import { queries } from "@/live/queries";
import { useSession } from "@/live/session";
import { initialsOf, tintOf } from "@/record/tint";
import { Avatar } from "@/ui/avatar";
import { Icon } from "@/ui/icon";
import Popover from "@/ui/popover";
import { useAssign } from "./assign";
import { candidates, type Candidate } from "./candidates";

/** The members to choose from, with how much each has to do; fetched on first use. */
export default function Picker({ conversation, trigger, align, onClose }: { conversation: Conversation; trigger: ReactElement; align?: "start" | "end"; onClose?: () => void }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(true);
  const change = (to: boolean) => {
    setOpen(to);
    if (!to) onClose?.();
  };
  return (
    <Popover trigger={trigger} label={t("assign.title")} open={open} onOpenChange={change} align={align} className="assign-menu">
      <Choices conversation={conversation} onDone={() => change(false)} />
    </Popover>
  );
}

function Choices({ conversation, onDone }: { conversation: Conversation; onDone: () => void }) {
  const { t } = useTranslation();
  const { me } = useSession();
  const assign = useAssign();
  const users = useQuery(queries.users());
  const loads = useQuery(queries.loads());
  const [search, setSearch] = useState("");
  const [notes, setNotes] = useState("");
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const current = conversation.kapso.assigned_user_id;
  const found = candidates(users.data ?? [], loads.data, me.user.id, search);
  const rows: (Candidate | null)[] = current && search.trim() === "" ? [...found, null] : found;
  const here = Math.min(at, rows.length - 1);

  const choose = (who: Candidate | null | undefined) => {
    if (who === undefined) return;
    onDone();
    void assign(conversation, who?.id ?? null, notes.trim() || undefined);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") choose(rows[here]);
    else if (event.key === "ArrowDown") setAt(Math.min(here + 1, rows.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(here - 1, 0));
    else return;
    event.preventDefault();
    list.current?.children[event.key === "ArrowDown" ? here + 1 : here - 1]?.scrollIntoView({ block: "nearest" });
  };
  return (
    <div onKeyDown={onKeyDown}>
      <label className="find">
        <Icon name="search" />
        <input
          type="text" autoFocus role="combobox" aria-expanded aria-controls={`${id}-list`} aria-activedescendant={rows.length ? `${id}-${here}` : undefined} aria-autocomplete="list"
          aria-label={t("assign.search")} placeholder={t("assign.search")} value={search} onChange={(e) => { setSearch(e.target.value); setAt(0); }}
        />
      </label>
      {users.isError && <p className="note" role="alert">{t("assign.failed")} <button type="button" className="link" onClick={() => void users.refetch()}>{t("again")}</button></p>}
      {users.isSuccess && rows.length === 0 && <p className="note" role="status">{t("assign.none", { search: search.trim() })}</p>}
      <div className="people" id={`${id}-list`} role="listbox" aria-label={t("assign.title")} ref={list}>
        {users.isPending && [0, 1, 2].map((n) => <span key={n} className="mi late" aria-hidden><span className="sk size-6 rounded-full" /><span className="sk h-2 w-28" /></span>)}
        {rows.map((who, i) => (
          <div
            key={who?.id ?? "nobody"} id={`${id}-${i}`} role="option" aria-selected={who !== null && who.id === current} data-highlighted={i === here ? "" : undefined}
            className={`mi ${who ? "" : "apart"}`} onPointerMove={() => setAt(i)} onClick={() => choose(who)}
          >
            {who ? <Person who={who} current={who.id === current} /> : <><Icon name="user" /><span className="grow trunc">{t("assign.nobody")}</span></>}
          </div>
        ))}
      </div>
      <label className="assign-note">
        <span>{t("assign.notes")}</span>
        <input className="input" type="text" dir="auto" maxLength={2000} value={notes} placeholder={t("assign.notes_hint")} onChange={(e) => setNotes(e.target.value)} />
      </label>
    </div>
  );
}

function Person({ who, current }: { who: Candidate; current: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      <Avatar initials={initialsOf(who.name)} tint={tintOf(who.id)} size={24} />
      <span className="grow trunc"><bdi>{who.name}</bdi>{who.me && <span className="muted"> {t("assign.you")}</span>}</span>
      {current ? <Icon name="check" label={t("assign.current")} /> : who.open !== undefined && <span className="muted num">{t("assign.open", { count: who.open })}</span>}
    </>
  );
}
