import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon";

type Props = { icon?: IconName; title: string; text?: ReactNode; children?: ReactNode; alert?: boolean; /** The only thing on the page: its title is the page's heading. */ page?: boolean };

/** What a panel shows when it has nothing to show: what, why, and what now. */
export function PanelState({ icon, title, text, children, alert, page }: Props) {
  return (
    <div className="empty" role={alert ? "alert" : undefined}>
      {icon && <Icon name={icon} size={24} />}
      {page ? <h1>{title}</h1> : <b>{title}</b>}
      {text && <p>{text}</p>}
      {children}
    </div>
  );
}
