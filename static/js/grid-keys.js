// Arrow keys in the gradebook: from cell to cell, where the Tab key would take a thousand steps to the next column.
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

function linkAt(row, column) {
  return row?.cells[column]?.querySelector("a");
}

// The next cell in that direction that has a link: totals and means have none.
function next(cell, [down, right]) {
  const rows = cell.closest("table").rows;
  let [row, column] = [cell.parentElement.rowIndex, cell.cellIndex];
  do {
    row += down;
    column += right;
  } while (rows[row]?.cells[column] && !linkAt(rows[row], column));
  return linkAt(rows[row], column);
}

document.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  const cell = event.target.closest?.(".gradebook :is(td, th)");
  if (!step || !cell || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  const link = next(cell, step);
  if (!link) return;
  event.preventDefault();
  link.focus();
});
