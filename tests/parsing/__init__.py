"""Files to reports: what each defect of layout must come to."""
