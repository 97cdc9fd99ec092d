import { Link } from "@tanstack/react-router";
import styles from "./SectionLinks.module.css";

/** The ways to the parts of the app. The one that is shown is underlined and says so. */
export function SectionLinks() {
  return (
    <nav className={styles.links} aria-label="Sections">
      <Link to="/search">Search</Link>
      <Link to="/services">Services</Link>
      <Link to="/map">Map</Link>
    </nav>
  );
}
