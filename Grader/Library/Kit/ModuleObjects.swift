import Foundation

extension PackageLocation {
  /// The objects that the build lists for a module; others in the folder are of sources long gone.
  ///
  /// - Parameter products: The folder of the build's products; nil is that of the running program.
  func objects(of module: String, in products: String? = nil) throws(GraderError) -> [String] {
    let map = "\(products ?? self.products)/\(module).build/output-file-map.json"
    struct Entry: Decodable { var object: String? }
    guard let data = FileManager.default.contents(atPath: map),
      let entries = try? JSONDecoder().decode([String: Entry].self, from: data)
    else { throw .missingBuildProduct(map) }
    // The entry without a name is of a module compiled into one object.
    let perFile = entries.filter { !$0.key.isEmpty }.values.compactMap(\.object).sorted()
    if let whole = entries[""]?.object, !perFile.allSatisfy(isFile), isFile(whole) {
      return [whole]
    }
    return perFile
  }
}
