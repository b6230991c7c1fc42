import { useEffect, useId, useSyncExternalStore, type HTMLAttributes, type ReactNode, type RefObject } from "react";
import type { Conversation } from "@/api/client";
import { useNow, useWords } from "@/i18n/words";
import { useNumbers, useSession } from "@/live/session";
import type { Gone } from "@/record/gone";
import { above } from "@/record/span";
import { useInView } from "./in-view";
import { Row } from "./row";

const nearEnd = 5; // rows from the last one

type Props = Omit<HTMLAttributes<HTMLDivElement>, "onScroll"> & {
  scroller: RefObject<HTMLDivElement | null>;
  items: Conversation[];
  /** In px. */
  rowHeight: number;
  /** Which row the keys stand on; -1 for none. */
  current: number;
  cursor: string | null;
  selected: string | undefined;
  gone: ReadonlyMap<string, Gone>;
  /** The server has rows after the last one. */
  hasMore: boolean;
  onOpen: (id: string) => void;
  onNearEnd: () => void;
  /** Told whether the list is away from its top. */
  onScrolled: (away: boolean) => void;
  children: ReactNode;
};

/** The box of the list that scrolls, with the rows in view. It alone renders while it is scrolled: the list around it doesn't. */
export function Rows({ scroller, items, rowHeight, current, cursor, selected, gone, hasMore, onOpen, onNearEnd, onScrolled, children, ...box }: Props) {
  const say = useWords();
  const { t } = say;
  const now = useNow();
  const { drafts, recordings } = useSession();
  const listId = useId();
  const allDrafts = useSyncExternalStore(drafts.subscribe, drafts.all);
  const allRecordings = useSyncExternalStore(recordings.subscribe, recordings.all);
  const { data: numbers = [] } = useNumbers();
  const { first, end } = useInView(scroller, rowHeight, onScrolled);
  useEffect(() => {
    if (end >= items.length - nearEnd) onNearEnd();
  }, [end, items.length, onNearEnd]);

  const draftOf = (id: string) => (id === selected ? "" : allRecordings.has(id) ? t("kind.audio") : (allDrafts[id] ?? ""));
  const goneText = (why: Gone | undefined, c: Conversation) => why && (why === "assigned" ? t("row.assigned", { name: c.kapso.assigned_user_name || t("by.member") }) : t(`row.gone.${why}`));
  const inView = current >= first && current < end;
  return (
    <div {...box} className={`rows ${cursor !== null && inView ? "walked" : ""}`} ref={scroller} role="listbox" aria-label={t("list.name")} tabIndex={0} aria-activedescendant={inView ? `${listId}-${current}` : undefined}>
      <div style={{ height: above + items.length * rowHeight, position: "relative" }} role="presentation">
        {items.slice(first, end).map((conversation, at) => {
          const index = first + at;
          return (
            <Row
              key={conversation.id}
              id={`${listId}-${index}`}
              say={say}
              conversation={conversation}
              top={above + index * rowHeight}
              height={rowHeight}
              now={now}
              selected={conversation.id === selected}
              cursor={cursor === conversation.id}
              gone={goneText(gone.get(conversation.id), conversation)}
              draft={draftOf(conversation.id)}
              number={numbers.length > 1 ? numbers.find((n) => n.phone_number_id === conversation.phone_number_id)?.name ?? null : null}
              ruled={index > 0 && items[index - 1]?.id !== selected}
              position={index + 1}
              total={hasMore ? -1 : items.length}
              onOpen={onOpen}
            />
          );
        })}
      </div>
      {children}
    </div>
  );
}
