import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { useNumbers, usePeople, useSession } from "@/live/session";
import { extrasOf, without, type Extra, type Place, type Status } from "@/place/place";
import { useNav } from "@/place/nav";
import { phoneText } from "@/record/phone";
import type { PhoneNumber } from "@/api/client";
import { IconButton } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { useCounts } from "./counts";
import { choice, Menu, type MenuEntry } from "@/ui/menu";

const nameOfNumber = (n: PhoneNumber) => n.name || phoneText(n.display_phone_number) || n.phone_number_id;

/** What narrows the list besides the tab. */
export function FilterMenu() {
  const { t } = useTranslation();
  const { place, go } = useNav();
  const { me } = useSession();
  const people = usePeople();
  const { data: numbers } = useNumbers();
  const countOf = useCounts();
  const change = (next: Partial<Place>) => go(next, { replace: true });
  const others = [...people].filter(([id]) => id !== me.user.id).sort(([, a], [, b]) => a.localeCompare(b));
  const entries: MenuEntry[] = [
    choice<Status>(t("filter.status"), place.status, (status) => change({ status }), [
      { value: "all", label: t("filter.status.all") }, { value: "active", label: t("filter.status.active"), count: countOf("open") }, { value: "ended", label: t("filter.status.ended"), count: countOf("closed") },
    ]),
    { kind: "line" },
    choice<"0" | "1">(t("filter.messages"), place.unread ? "1" : "0", (unread) => change({ unread: unread === "1" }), [
      { value: "0", label: t("filter.messages.all") }, { value: "1", label: t("filter.messages.unread") },
    ]),
    { kind: "line" },
    choice(t("filter.assignee"), place.assignee ?? "", (assignee) => change({ assignee: assignee || undefined }), [
      { value: "", label: t("filter.assignee.all") }, { value: "me", label: t("filter.assignee.me") }, { value: "unassigned", label: t("filter.assignee.none") },
      ...others.map(([value, label]) => ({ value, label })),
    ]),
  ];
  if (numbers && numbers.length > 1) {
    entries.push({ kind: "line" }, choice(t("list.filter_number"), place.number ?? "", (number) => change({ number: number || undefined }), [
      { value: "", label: t("list.every_number") }, ...numbers.map((n) => ({ value: n.phone_number_id, label: nameOfNumber(n) })),
    ]));
  }
  return <Menu trigger={<IconButton icon="filter" label={t("filter.title")} className={extrasOf(place).length ? "on" : ""} />} entries={entries} />;
}

/** The filters in force, each to be taken away. */
export function FilterChips() {
  const { t } = useTranslation();
  const { place, go } = useNav();
  const people = usePeople();
  const { data: numbers } = useNumbers();
  const extras = extrasOf(place);
  return (
    <div className="fchips" role="group" aria-label={t("filter.active")}>
      {extras.map((extra) => {
        const label = labelOf(extra, place, t, people, numbers ?? []);
        return (
          <button key={extra} type="button" className="chip accent" aria-label={t("filter.remove", { filter: label })} onClick={() => go(without(place, [extra]), { replace: true })}>
            <span className="trunc" dir="auto">{label}</span>
            <Icon name="x" size={12} />
          </button>
        );
      })}
      <button type="button" className="link" onClick={() => go(without(place, extras), { replace: true })}>{t("filter.clear")}</button>
    </div>
  );
}

function labelOf(extra: Extra, place: Place, t: TFunction<"app">, people: ReadonlyMap<string, string>, numbers: readonly PhoneNumber[]): string {
  switch (extra) {
    case "status":
      return t(`filter.status.${place.status}`);
    case "unread":
      return t("filter.messages.unread");
    case "assignee":
      return people.get(place.assignee ?? "") ?? t("person.unknown");
    case "number": {
      const number = numbers.find((n) => n.phone_number_id === place.number);
      return number ? nameOfNumber(number) : (place.number ?? "");
    }
  }
}
