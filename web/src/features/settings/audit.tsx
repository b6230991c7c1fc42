import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { settingsApi, settingsKeys, type AuditEntry, type AuditFilter } from "@/api/settings";
import { nextCursor } from "@/live/cursor";
import { usePeople, useSession } from "@/live/session";
import { useNav } from "@/place/nav";
import { phoneText } from "@/record/phone";
import { dateText, fullText, moment, timeText } from "@/record/time";
import { Button } from "@/ui/button";
import { PanelState } from "@/ui/state";
import { Head, Loaded } from "./parts";
import { useSettingsWords, type SettingsKey } from "./words";

// What actions begin with.
const groups = ["conversation.", "contact.", "member.", "invitation.", "key.", "canned_reply.", "number.", "meta_app.", "session.", "password."];

/** Who did what in the project, newest first. */
export default function Audit() {
  const { t, why } = useSettingsWords();
  const people = usePeople();
  const [filter, setFilter] = useState<AuditFilter>({});
  const log = useInfiniteQuery({
    queryKey: settingsKeys.audit(filter),
    queryFn: ({ pageParam, signal }) => settingsApi.audit(filter, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: nextCursor,
    staleTime: 0,
  });
  return (
    <>
      <Head title={t("audit.title")} text={t("audit.text")} />
      <div className="filters">
        <select className="input" aria-label={t("audit.who")} value={filter.actor ?? ""} onChange={(e) => setFilter({ ...filter, actor: e.target.value || undefined })}>
          <option value="">{t("audit.everybody")}</option>
          {[...people].map(([id, name]) => <option key={id} value={`user:${id}`}>{name}</option>)}
          <option value="operator">{t("actor.operator")}</option>
        </select>
        <select className="input" aria-label={t("audit.what")} value={filter.action ?? ""} onChange={(e) => setFilter({ ...filter, action: e.target.value || undefined })}>
          <option value="">{t("audit.everything")}</option>
          {groups.map((group) => <option key={group} value={group}>{t(`did_group.${group}` as SettingsKey)}</option>)}
        </select>
      </div>
      <Loaded query={log} rows={8}>
        {(data) => {
          const entries = data.pages.flatMap((page) => page.data);
          return (
            <div className="card">
              {entries.length === 0 ? <PanelState icon="history" title={t(filter.actor || filter.action ? "audit.none_filtered" : "audit.none")} /> : <Entries entries={entries} />}
              {log.hasNextPage && <div className="card-foot">{log.isFetchNextPageError ? <span className="err">{why(log.error)}</span> : null}<Button size="sm" disabled={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>{t("audit.more")}</Button></div>}
            </div>
          );
        }}
      </Loaded>
    </>
  );
}

function Entries({ entries }: { entries: AuditEntry[] }) {
  const { t, dynamic, locale } = useSettingsWords();
  const people = usePeople();
  const { may } = useSession();
  const programs = useQuery({ queryKey: settingsKeys.apiKeys, queryFn: ({ signal }) => settingsApi.keys(signal), enabled: may("key:manage") });
  const name = (who: string) => {
    const [kind = "", id = ""] = who.split(":");
    const program = kind === "api_key" && programs.data?.find((key) => key.id === id);
    if (program) return t("audit.program", { name: program.name });
    return kind === "user" ? (people.get(id) ?? t("audit.former")) : dynamic(`actor.${kind}`, who);
  };
  const about = ({ actor, subject, details }: AuditEntry) => {
    const role = (given: unknown) => dynamic(`role.${String(given)}`, String(given));
    if (details.before && details.role) return t("audit.role", { name: details.name, before: role(details.before), role: role(details.role) });
    if (details.before && details.name) return t("audit.renamed", { before: details.before, name: details.name });
    const said = details.name ?? details.email ?? details.kind;
    if (typeof said === "string") return said;
    if (/^(conversation|contact):/.test(subject)) return t("audit.erased");
    return subject.startsWith("user:") && subject !== actor ? name(subject) : "";
  };
  return (
    <table className="tbl">
      <thead><tr><th scope="col">{t("audit.what")}</th><th scope="col">{t("audit.who")}</th><th scope="col">{t("audit.when")}</th></tr></thead>
      <tbody>
        {entries.map((entry) => {
          const at = moment(entry.at);
          return (
            <tr key={entry.id}>
              <td><b>{dynamic(`did.${entry.action}`, entry.action)}</b><small dir="auto">{entry.person ? <Whose person={entry.person} /> : about(entry)}</small></td>
              <td dir="auto">{name(entry.actor)}</td>
              <td><time dateTime={entry.at} title={fullText(at, locale)}>{dateText(at, locale)}, {timeText(at, locale)}</time></td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Whom a line is about, with the way to the conversation. */
function Whose({ person }: { person: NonNullable<AuditEntry["person"]> }) {
  const { t } = useSettingsWords();
  const { go, href } = useNav();
  const name = person.name === "" ? t("audit.nameless") : /^\+\d+$/.test(person.name) ? phoneText(person.name) : person.name;
  if (!person.conversation_id) return name;
  const place = { conversationId: person.conversation_id };
  return <a className="link" href={href(place)} onClick={(e) => { if (!e.metaKey && !e.ctrlKey && !e.shiftKey) { e.preventDefault(); go(place); } }}>{name}</a>;
}
