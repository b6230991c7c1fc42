import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon";

type Props = { icon?: IconName; title: string; text?: ReactNode; children?: ReactNode; alert?: boolean };

/** What a panel shows when it has nothing to show: what, why, and what now. */
export function PanelState({ icon, title, text, children, alert }: Props) {
  return (
    <div className="empty" role={alert ? "alert" : undefined}>
      {icon && <Icon name={icon} size={24} />}
      <b>{title}</b>
      {text && <p>{text}</p>}
      {children}
    </div>
  );
}
