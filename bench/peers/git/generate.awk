# Writes the input of 'git fast-import': the items, or what is done to them. Seeded: the same each time.
function path(i) { return sprintf("cam%02d/%04d/frame-%07d.json", i % 100, int(i / 1000), i) }
function item(i, weather) {
  return sprintf("{\"path\":\"/%s\",\"mimetype\":\"image/jpeg\",\"width\":1280,\"height\":720,\"user\":{\"weather\":\"%s\",\"speed\":%.2f,\"trip\":%d}}\n", path(i), weather, rand() * 40, int(rand() * 1000))
}
function annotation(label) {
  return sprintf("{\"type\":\"box\",\"label\":\"label-%02d\",\"coordinates\":[{\"x\":%d,\"y\":%d},{\"x\":%d,\"y\":%d}],\"automated\":%s}\n", label, int(rand() * 1000), int(rand() * 500), int(rand() * 280), int(rand() * 220), rand() < 0.25 ? "true" : "false")
}
function annotations(i,   text, k) { text = ""; for (k = 0; k < 5; k++) text = text annotation(int(40 * rand() ^ 3)); return text }
function commit(branch, parent, message) {
  printf "commit refs/heads/%s\ncommitter bench <bench@example.org> %d +0000\ndata %d\n%s\n", branch, 1700000000 + clock++, length(message), message
  if (parent != "") printf "from %s\n", parent
}
function file(i, text) { printf "M 100644 inline %s\ndata %d\n%s\n", path(i), length(text), text }
# The text of an item as it was loaded: each item has a seed of its own.
function base(i) { srand(i + 1); return item(i, weathers[int(rand() * 5) + 1]) annotations(i) }
function edit(branch, offset, seed,   k, i, lines, n, text, j) {
  commit(branch, "refs/heads/main^0", "update")
  for (k = 0; k < edits; k++) {
    i = int(k * items / edits) + offset
    n = split(base(i), lines, "\n")
    srand(seed * 1000003 + i)
    # Half of them the metadata, half an annotation, as in the benchmark of Venn.
    if (k % 2 == 0) lines[1] = substr(item(i, seed), 1, length(item(i, seed)) - 1)
    else { text = annotation(50 + seed); lines[2] = substr(text, 1, length(text) - 1) }
    text = ""
    for (j = 1; j < n; j++) text = text lines[j] "\n"
    file(i, text)
  }
}
BEGIN {
  split("sun rain snow fog night", weathers, " ")
  if (part == "load") { commit("main", "", "load"); for (i = 0; i < items; i++) file(i, base(i)) }
  else if (part == "left") edit("left", 0, 2)
  else if (part == "right") edit("right", int(items / edits / 2), 3)
  else if (part == "same") edit("same", 0, 4)
  else {
    for (c = 1; c <= commits; c++) {
      i = (c * 7919) % items
      text = (i in now) ? now[i] : base(i)
      srand(c)
      now[i] = text annotation(int(40 * rand() ^ 3))
      commit("long", c == 1 ? "refs/heads/main^0" : "", "annotate")
      file(i, now[i])
    }
  }
  print "done"
}
