"""Every verdict can be shown, given again from the stored bytes, and tried under another book."""
