import type { Resource, Span } from "@spanhouse/model";
import type { AttributesConfig } from "../config/processors.ts";
import { actionsOf } from "./attribute-actions.ts";
import { conditionOf } from "./condition.ts";
import { rememberLast } from "./remember-last.ts";

type Edit = (span: Span) => Span;

/** Edits the attributes of spans. */
export function attributesEdit(config: AttributesConfig): Edit {
  const act = actionsOf(config.actions);
  return onlyWhen(config, (span) => {
    const attributes = act(span.attributes);
    return attributes === span.attributes ? span : { ...span, attributes };
  });
}

/** Edits the attributes of resources. `when` is asked for each span. */
export function resourceEdit(config: AttributesConfig): Edit {
  const act = actionsOf(config.actions);
  const edited = rememberLast((resource: Resource): Resource => {
    const attributes = act(resource.attributes);
    return attributes === resource.attributes ? resource : { ...resource, attributes };
  });
  return onlyWhen(config, (span) => {
    const resource = edited(span.resource);
    return resource === span.resource ? span : { ...span, resource };
  });
}

function onlyWhen(config: AttributesConfig, edit: Edit): Edit {
  if (config.when === undefined) return edit;
  const holds = conditionOf(config.when);
  return (span) => (holds(span) ? edit(span) : span);
}
