/// The version of the project, kept in every results folder.
public let projectVersion = "1.0.0"
