/// Lays pictures out in rows, each with its caption under it.
///
/// - Parameters:
///   - pictures: All of one size, at least one.
///   - captions: One a picture; broken into lines between words. Characters as for `LineChart`.
///   - marked: The pictures whose captions are red.
///   - columns: Pictures in a row.
public func captionedGrid(
  _ pictures: [Image], captions: [String], marked: Set<Int> = [], columns: Int = 8
) -> Image {
  guard let first = pictures.first, captions.count == pictures.count, columns > 0 else {
    fatalError("\(captions.count) captions for \(pictures.count) pictures in \(columns) columns")
  }
  let (size, lineHeight, gap) = (0.72, 14, 20)
  let lines = captions.map { wrappedLines(of: $0, width: Double(first.width) / size) }
  let cellWidth = first.width + gap
  let cellHeight = first.height + (lines.map(\.count).max() ?? 1) * lineHeight + gap
  let rows = (pictures.count + columns - 1) / columns
  var canvas = Canvas(width: columns * cellWidth + gap, height: rows * cellHeight + gap)
  func corner(of index: Int) -> (x: Int, y: Int) {
    (gap + index % columns * cellWidth, gap + index / columns * cellHeight)
  }
  let (black, red) = (Canvas.Colour(0x202020), Canvas.Colour(0xB0_0020))
  for (index, lines) in lines.enumerated() {
    let (x, y) = corner(of: index)
    for (number, line) in lines.enumerated() {
      canvas.draw(
        line,
        at: Canvas.Point(x: Double(x), y: Double(y + first.height + (number + 1) * lineHeight)),
        size: size, weight: 1.1, colour: marked.contains(index) ? red : black)
    }
  }
  var image = canvas.image
  for (index, picture) in pictures.enumerated() {
    let (left, top) = corner(of: index)
    for y in 0..<picture.height {
      for x in 0..<picture.width {
        for channel in 0..<3 {
          image[top + y, left + x, channel] = picture[y, x, min(channel, picture.channels - 1)]
        }
      }
    }
  }
  return image
}

/// Breaks a text between words, or within a word that is wider than a line.
private func wrappedLines(of text: String, width: Double) -> [String] {
  var lines: [String] = []
  var line = ""
  for word in text.split(separator: " ") {
    var rest = String(word)
    if !line.isEmpty {
      if StrokeFont.width(of: "\(line) \(rest)") <= width {
        line += " " + rest
        continue
      }
      lines.append(line)
    }
    while StrokeFont.width(of: rest) > width, rest.count > 1 {
      var count = rest.count - 1
      while count > 1, StrokeFont.width(of: String(rest.prefix(count))) > width { count -= 1 }
      lines.append(String(rest.prefix(count)))
      rest.removeFirst(count)
    }
    line = rest
  }
  return lines + (line.isEmpty ? [] : [line])
}
