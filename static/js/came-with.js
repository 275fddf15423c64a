// The fields of a form as the server sent them.
export function cameWith(form) {
  const fields = [];
  for (const field of form.elements) {
    if (!field.name || field.type === "submit" || field.matches(":disabled")) continue;
    if (field.type === "radio" || field.type === "checkbox") {
      if (field.defaultChecked) fields.push([field.name, field.value]);
    } else if (field.type === "select-one") {
      fields.push([field.name, ([...field.options].find((option) => option.defaultSelected) ?? field.options[0]).value]);
    } else if ("defaultValue" in field) {
      fields.push([field.name, field.defaultValue]);
    }
  }
  return fields;
}
