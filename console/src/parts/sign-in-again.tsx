import { SignInForm } from '../pages/sign-in.tsx'
import type { Session } from '../wire.ts'
import { Dialog } from './dialog.tsx'

/** Over a page whose session has ended: what was typed stays behind it, and goes on afterwards. */
export function SignInAgain({ session, onSignedIn, onClose }: { readonly session: Session; readonly onSignedIn: (session: Session) => void; readonly onClose: () => void }) {
  return (
    <Dialog title="Sign in again" onClose={onClose}>
      <p>Your session has ended. What you typed is kept: sign in, then press again.</p>
      <SignInForm session={session} onSignedIn={onSignedIn} />
    </Dialog>
  )
}
