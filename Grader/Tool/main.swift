import Foundation
import GraderLibrary
// Kept in the program's dependencies for the kit: submissions are linked with the worker's host.
import SubmissionWorker

GraderCommands.endWithChildren()
exit(GraderCommands.run(Array(CommandLine.arguments.dropFirst())))
