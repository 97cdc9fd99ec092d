import { Link } from "@tanstack/react-router";
import { text } from "../texts/app.tsx";
import styles from "./SectionLinks.module.css";

/** The ways to the parts of the app. The one that is shown is underlined and says so. */
export function SectionLinks() {
  return (
    <nav className={styles.links} aria-label={text.sections}>
      <Link to="/search">{text.search}</Link>
      <Link to="/services">{text.services}</Link>
      <Link to="/map">{text.map}</Link>
    </nav>
  );
}
