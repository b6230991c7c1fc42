import type { ButtonHTMLAttributes, Ref } from "react";
import { Icon, type IconName } from "./icon";

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  look?: "primary" | "quiet";
  size?: "sm" | "lg";
  block?: boolean;
  icon?: IconName;
  ref?: Ref<HTMLButtonElement>;
};

export function Button({ look, size, block, icon, className = "", children, type = "button", ...rest }: ButtonProps) {
  return (
    <button type={type} className={`btn ${look ?? ""} ${size ?? ""} ${block ? "full" : ""} ${className}`} {...rest}>
      {icon && <Icon name={icon} size={14} />}
      {children}
    </button>
  );
}

type IconButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "children"> & {
  icon: IconName;
  /** Read by screen readers and shown on hover. */
  label: string;
  small?: boolean;
  iconSize?: 14 | 18 | 20;
  ref?: Ref<HTMLButtonElement>;
};

export function IconButton({ icon, label, small, iconSize, className = "", type = "button", ...rest }: IconButtonProps) {
  return (
    <button type={type} className={`ib ${small ? "sm" : ""} ${className}`} aria-label={label} title={label} {...rest}>
      <Icon name={icon} size={iconSize} className={icon === "back" || icon === "right" ? "flips" : ""} />
    </button>
  );
}
