import { Link, useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { text } from "../texts/app.tsx";
import styles from "./SectionLinks.module.css";

/** The ways to the parts of the app. The one that is shown is underlined and says so. */
export function SectionLinks() {
  const ref = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  useEffect(() => {
    // On narrow screens the links are scrolled.
    const shown = ref.current?.querySelector("[aria-current=page]");
    shown?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [pathname]);
  return (
    <nav ref={ref} className={styles.links} aria-label={text.sections}>
      <Link to="/search">{text.search}</Link>
      <Link to="/services">{text.services}</Link>
      <Link to="/map">{text.map}</Link>
    </nav>
  );
}
