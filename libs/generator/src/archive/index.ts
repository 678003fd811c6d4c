export { ArchiveTooLargeError, packProject, type PackedProject } from './pack-project.ts';
