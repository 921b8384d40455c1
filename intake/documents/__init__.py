# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person receives: payment requests as PDF, the payment QR, letters in three languages."""
