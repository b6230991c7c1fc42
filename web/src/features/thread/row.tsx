import { memo } from "react";
import type { Message } from "@/api/client";
import { useWords } from "@/i18n/words";
import type { Silence } from "@/record/silence";
import type { Row } from "@/record/thread";
import { Boundary } from "@/ui/boundary";
import { ActivityLine } from "./activity";
import { BrokenBubble, Bubble, type BubbleActions } from "./bubble";
import { SystemLine } from "./system";

type Props = { row: Row; name: string; quoted: Message | undefined; silence: Silence | undefined; repeated: boolean; mayReact: boolean; reacting: string | undefined; day: string; actions: BubbleActions };

/** One line of a thread. Renders anew only when something of its own has changed. */
export const RowView = memo(function RowView({ row, name, quoted, silence, repeated, mayReact, reacting, day, actions }: Props) {
  const { t } = useWords();
  if (row.kind === "day") return <div className="pill" role="separator" aria-label={day}>{day}</div>;
  if (row.kind === "unread") return <div className="newline" role="separator" aria-label={t("thread.new")} data-unread>{t("thread.new")}</div>;
  if (row.kind === "activity") return <ActivityLine activity={row.activity} />;
  if (row.message.type === "broken") return <BrokenBubble message={row.message} rowKey={row.key} />;
  return (
    <Boundary of={row.message} otherwise={({ lost }) => <BrokenBubble lost={lost} message={row.message} rowKey={row.key} />}>
      {row.kind === "system" ? <SystemLine message={row.message} name={name} rowKey={row.key} />
        : <Bubble message={row.message} first={row.first} tail={row.tail} by={row.by} name={name} quoted={quoted} rowKey={row.key} silence={silence} repeated={repeated} mayReact={mayReact} reacting={reacting} actions={actions} />}
    </Boundary>
  );
});
