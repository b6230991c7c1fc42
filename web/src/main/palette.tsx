import { Command } from "cmdk";
import { Dialog as D } from "radix-ui";
import { useMemo, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Action, ActionGroup } from "@/actions/actions";
import { Shortcut } from "@/actions/shortcut";
import type { Conversation } from "@/api/client";
import { useWords } from "@/i18n/words";
import { useSession } from "@/live/session";
import { useNav } from "@/place/nav";
import { match, type Match } from "@/record/match";
import { nameOf, tintKeyOf } from "@/record/names";
import { initialsOf, tintOf } from "@/record/tint";
import { Avatar } from "@/ui/avatar";
import { useFocusBack } from "@/ui/focus-back";
import { Icon, type IconName } from "@/ui/icon";
import { Marked } from "@/ui/marked";
import { useSoon } from "@/ui/soon";

const mostConversations = 5;

type Props = { actions: readonly Action[]; conversation: Conversation | undefined; onClose: () => void };
type Found<T> = { item: T; label: string; match: Match };

/** Everything that can be done here, and every conversation at hand, by a few letters of its name. */
export default function Palette({ actions, conversation, onClose }: Props) {
  const { t } = useTranslation();
  const [query, setQuery] = useState("");
  const person = conversation && nameOf(conversation);
  const shown = (a: Action) => (a.enabled || a.why !== undefined) && (!a.onRequest || query.trim() !== "") && a.id !== "palette";
  const of = (...groups: ActionGroup[]) => best(actions.filter((a) => groups.includes(a.group) && shown(a)), (a) => a.label, query);
  const conversations = useConversations(query);
  const chosen = useRef<() => void>(undefined);
  const run = (what: () => void) => {
    chosen.current = what;
    onClose();
  };
  const listShown = useSoon() || query !== "";
  const focusBack = useFocusBack();
  const onClosed = (event: Event) => {
    focusBack(event);
    chosen.current?.(); // now, because it may move the focus on
  };
  return (
    // Not Radix's modal kind, which gives the whole page new styles: aria-modal says the same, the scrim takes the pointer, and Tab has nowhere to go.
    <D.Root modal={false} open onOpenChange={(open) => !open && onClose()}>
      <D.Portal>
        <div className="scrim" />
        <D.Content className="palette" aria-modal aria-describedby={undefined} onCloseAutoFocus={onClosed} onKeyDown={(e) => e.key === "Tab" && e.preventDefault()}>
          <D.Title className="sr">{t("palette.title")}</D.Title>
          <Command shouldFilter={false} loop label={t("palette.title")}>
            <div className="pfind">
              <Icon name="search" />
              <Command.Input value={query} onValueChange={setQuery} placeholder={t("palette.hint")} aria-label={t("palette.hint")} />
              {person && <span className="chip trunc" dir="auto">{person}</span>}
            </div>
            {listShown ? <Command.List className="plist" label={t("palette.title")}>
              <Command.Empty className="pnone">{t("palette.none", { query })}</Command.Empty>
              <Group heading={t("palette.conversation")} found={of("conversation", "write")} onRun={(a) => run(a.run)} />
              {conversations.length > 0 && (
                <Command.Group heading={<h3 className="pgroup">{t("palette.conversations")}</h3>}>
                  {conversations.map((c) => <ConversationItem key={c.item.id} found={c} onRun={run} />)}
                </Command.Group>
              )}
              <Group heading={t("palette.go")} found={of("go", "move", "panels", "app")} onRun={(a) => run(a.run)} />
            </Command.List> : <div className="plist to-come" />}
          </Command>
          <Foot />
        </D.Content>
      </D.Portal>
    </D.Root>
  );
}

function Group({ heading, found, onRun }: { heading: string; found: Found<Action>[]; onRun: (action: Action) => void }) {
  if (found.length === 0) return null;
  return (
    <Command.Group heading={<h3 className="pgroup">{heading}</h3>}>
      {found.map(({ item, label, match: { ranges } }) => (
        <Item key={item.id} id={item.id} icon={<Icon name={item.icon ?? iconOf[item.group]} />} disabled={!item.enabled} onRun={() => onRun(item)} end={item.why ? <span className="why">{item.why}</span> : item.shortcut?.[0] && <Shortcut press={item.shortcut[0]} />}>
          <span><Marked text={label} highlights={ranges} /></span>
        </Item>
      ))}
    </Command.Group>
  );
}

const iconOf: Record<ActionGroup, IconName> = { conversation: "edit", write: "edit", move: "list", go: "right", panels: "pright", app: "kbd" };

function ConversationItem({ found: { item, label, match: { ranges } }, onRun }: { found: Found<Conversation>; onRun: (what: () => void) => void }) {
  const { go } = useNav();
  const avatar = <Avatar initials={initialsOf(label)} tint={tintOf(tintKeyOf(item))} size={20} />;
  return (
    <Item id={item.id} icon={avatar} onRun={() => onRun(() => go({ conversationId: item.id, details: false }))}>
      <span dir="auto"><Marked text={label} highlights={ranges} /></span>
      <span className="muted trunc" dir="auto">{item.kapso.last_message_text}</span>
    </Item>
  );
}

function Item({ id, icon, end, disabled, onRun, children }: { id: string; icon: ReactNode; end?: ReactNode; disabled?: boolean; onRun: () => void; children: ReactNode }) {
  return (
    <Command.Item className="pi" value={id} disabled={disabled} onSelect={onRun}>
      {icon}
      <span className="grow trunc pname">{children}</span>
      {end}
    </Command.Item>
  );
}

function Foot() {
  const { t } = useTranslation();
  return (
    <div className="pfoot" aria-hidden>
      <span><kbd>↑</kbd> <kbd>↓</kbd> {t("palette.move")}</span>
      <span><kbd>Enter</kbd> {t("palette.run")}</span>
      <span><kbd>Esc</kbd> {t("palette.close")}</span>
    </div>
  );
}

/** The conversations that are loaded, by name; without a query, the newest. */
function useConversations(query: string): Found<Conversation>[] {
  const { live } = useSession();
  const { t } = useWords();
  return useMemo(() => best(live.loaded(), (c) => nameOf(c) || t("person.unknown"), query).slice(0, mostConversations), [live, query, t]);
}

/** What matches, best first and otherwise in its order. */
function best<T>(items: readonly T[], labelOf: (item: T) => string, query: string): Found<T>[] {
  return items
    .flatMap((item) => {
      const label = labelOf(item);
      const found = match(label, query);
      return found ? [{ item, label, match: found }] : [];
    })
    .sort((a, b) => a.match.rank - b.match.rank);
}
